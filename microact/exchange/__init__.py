"""Networks that come from PyTorch, and networks that leave for PyTorch and ONNX."""
