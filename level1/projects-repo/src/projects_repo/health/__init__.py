"""What is unhealthy in a repository: rules that only look, in modules named for what they look at."""
