"""The store on an S3 server; nothing else names the `minio` client."""
