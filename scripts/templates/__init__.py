"""The templates under templates/."""
