"""The pages of docs/, as far as the code can say what stands on them."""
