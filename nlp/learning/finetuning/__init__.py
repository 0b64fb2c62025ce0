"""The fine-tuning of the reader on labelled articles and statements; needs PyTorch."""
