"""An edition in the making: its form's fields, windows that meet, the shelf, proofs and files."""
