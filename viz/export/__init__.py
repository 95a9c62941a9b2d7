"""Maps and charts to take away: pictures, data for other programs, statements."""
