"""What maps are drawn from and how it is taken away: networks, places, measures, downloads."""
