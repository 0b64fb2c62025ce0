"""What is learned and how it computes: linear models, the language model, where weights lie."""

import os

# onnxruntime else tells its makers of every run, under a number that it keeps for the machine.
# It looks when it is imported, and whoever imports it from here on has come by this package.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
