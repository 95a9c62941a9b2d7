"""Charts of small tables: bars, lines, points, heat, flows and time, each mark a link to the rows behind it."""
