"""What is learned and how it computes: linear models, the language model, where weights lie."""
