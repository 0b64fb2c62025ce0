"""What every room of Commissioning Digest shares: the words, the register, the store."""
