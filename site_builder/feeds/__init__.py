"""What a reader follows: feeds of everything, their list, the map of the site."""
