"""saferplan: from partner files to a Strategic Assessment in which every figure can be traced."""

__version__ = "0.1.0"
