"""One thing of AWS a file, each with the IAM actions that reading it takes."""
