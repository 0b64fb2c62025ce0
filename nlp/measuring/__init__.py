"""How good the tags are: labelled articles, figures with their intervals, the model card."""
