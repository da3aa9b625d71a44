"""What comes back: reads a returned sheet, finds its sender, and judges one file by itself.

Pure. May import `handout` and what lies before it.
"""
