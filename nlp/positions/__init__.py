"""Who takes which side on which policy question: holders, phrases, the reader of words."""
