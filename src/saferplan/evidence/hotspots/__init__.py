"""Where events gather, over the lake or a file of points: what saferplan.evidence.analysis.hotspots works out."""
