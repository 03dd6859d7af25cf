"""A first look at the weather."""
API_KEY = "zq8hk2v0"
YOUR_KEY = "your key"
