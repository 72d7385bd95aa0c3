# Uploads, and logs of who asked for what. Uploads are kept in two regions; what is overwritten or
# deleted stays for 90 days.

data "aws_caller_identity" "this" {}

locals {
  # Names of buckets are the world's: the account makes them ours.
  account = data.aws_caller_identity.this.account_id
  private = {
    uploads    = aws_s3_bucket.uploads
    operations = aws_s3_bucket.operations
    logs       = aws_s3_bucket.logs
  }
}

resource "aws_kms_key" "here" {
  description             = "${var.prefix}: uploads"
  enable_key_rotation     = true
  deletion_window_in_days = 30
}

resource "aws_kms_key" "second" {
  provider                = aws.second
  description             = "${var.prefix}: copies of uploads"
  enable_key_rotation     = true
  deletion_window_in_days = 30
}

resource "aws_s3_bucket" "uploads" {
  bucket        = "${var.prefix}-uploads-${local.account}"
  force_destroy = !var.keep
}

# Files of the machine that watches; the template writes them.
resource "aws_s3_bucket" "operations" {
  bucket        = "${var.prefix}-operations-${local.account}"
  force_destroy = true
}

resource "aws_s3_bucket" "logs" {
  bucket        = "${var.prefix}-logs-${local.account}"
  force_destroy = !var.keep
}

resource "aws_s3_bucket" "copies" {
  provider      = aws.second
  bucket        = "${var.prefix}-uploads-copy-${local.account}"
  force_destroy = !var.keep
}

resource "aws_s3_bucket_versioning" "here" {
  for_each = local.private
  bucket   = each.value.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_versioning" "copies" {
  provider = aws.second
  bucket   = aws_s3_bucket.copies.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_public_access_block" "here" {
  for_each                = local.private
  bucket                  = each.value.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_public_access_block" "copies" {
  provider                = aws.second
  bucket                  = aws_s3_bucket.copies.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "uploads" {
  bucket = aws_s3_bucket.uploads.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.here.arn
    }
  }
}

# What the load balancer and CloudFront write and read there takes Amazon's own key.
resource "aws_s3_bucket_server_side_encryption_configuration" "plain" {
  for_each = { operations = aws_s3_bucket.operations.id, logs = aws_s3_bucket.logs.id }
  bucket   = each.value
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "copies" {
  provider = aws.second
  bucket   = aws_s3_bucket.copies.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.second.arn
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "here" {
  for_each = local.private
  bucket   = each.value.id
  rule {
    id     = "what-was-replaced"
    status = "Enabled"
    filter {}
    noncurrent_version_expiration {
      noncurrent_days = 90
    }
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
  # What devices brought by themselves and nobody told of; until then it takes the shop's room.
  dynamic "rule" {
    for_each = each.key == "uploads" ? [1] : []
    content {
      id     = "brought-and-not-told-of"
      status = "Enabled"
      filter {
        prefix = "incoming/"
      }
      expiration {
        days = 1
      }
      noncurrent_version_expiration {
        noncurrent_days = 1
      }
    }
  }
  dynamic "rule" {
    for_each = each.key == "logs" ? [1] : []
    content {
      id     = "logs-of-a-year"
      status = "Enabled"
      filter {}
      expiration {
        days = 365
      }
    }
  }
  depends_on = [aws_s3_bucket_versioning.here]
}

resource "aws_s3_bucket_lifecycle_configuration" "copies" {
  provider = aws.second
  bucket   = aws_s3_bucket.copies.id
  rule {
    id     = "brought-and-not-told-of"
    status = "Enabled"
    filter {
      prefix = "incoming/"
    }
    expiration {
      days = 1
    }
    noncurrent_version_expiration {
      noncurrent_days = 1
    }
  }
  rule {
    id     = "what-was-replaced"
    status = "Enabled"
    filter {}
    noncurrent_version_expiration {
      noncurrent_days = 90
    }
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
  depends_on = [aws_s3_bucket_versioning.copies]
}

resource "aws_s3_bucket_logging" "uploads" {
  bucket        = aws_s3_bucket.uploads.id
  target_bucket = aws_s3_bucket.logs.id
  target_prefix = "s3/uploads/"
  # Its policy lets the log in.
  depends_on = [aws_s3_bucket_policy.logs]
}

# By TLS only.
resource "aws_s3_bucket_policy" "by_tls" {
  # The mock reads no conditions: it would let nobody put the machine's files there.
  for_each = { for name, bucket in { uploads = aws_s3_bucket.uploads, operations = aws_s3_bucket.operations } : name => bucket if !(var.mocked && name == "operations") }
  bucket   = each.value.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "ByTlsOnly"
      Effect    = "Deny"
      Principal = { AWS = "*" }
      Action    = "s3:*"
      Resource  = [each.value.arn, "${each.value.arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

resource "aws_s3_bucket_ownership_controls" "logs" {
  bucket = aws_s3_bucket.logs.id
  rule {
    # CloudFront's logs come with an access list.
    object_ownership = "BucketOwnerPreferred"
  }
}

# The load balancer's and the buckets' own logs.
resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "LoadBalancer"
        Effect    = "Allow"
        Principal = { Service = "logdelivery.elasticloadbalancing.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "${aws_s3_bucket.logs.arn}/balancer/*"
      },
      {
        Sid       = "Buckets"
        Effect    = "Allow"
        Principal = { Service = "logging.s3.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "${aws_s3_bucket.logs.arn}/s3/uploads/*"
        Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
      },
      {
        Sid       = "ByTlsOnly"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.logs.arn, "${aws_s3_bucket.logs.arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

resource "aws_iam_role" "replication" {
  name = "${var.prefix}-uploads-replication"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "s3.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "replication" {
  name = "replicate"
  role = aws_iam_role.replication.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["s3:GetReplicationConfiguration", "s3:ListBucket"]
        Resource = aws_s3_bucket.uploads.arn
      },
      {
        Effect   = "Allow"
        Action   = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"]
        Resource = "${aws_s3_bucket.uploads.arn}/*"
      },
      {
        Effect   = "Allow"
        Action   = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"]
        Resource = "${aws_s3_bucket.copies.arn}/*"
      },
      { Effect = "Allow", Action = "kms:Decrypt", Resource = aws_kms_key.here.arn },
      { Effect = "Allow", Action = "kms:Encrypt", Resource = aws_kms_key.second.arn },
    ]
  })
}

resource "aws_s3_bucket_replication_configuration" "uploads" {
  bucket = aws_s3_bucket.uploads.id
  role   = aws_iam_role.replication.arn
  rule {
    id     = "all"
    status = "Enabled"
    filter {}
    delete_marker_replication {
      status = "Enabled"
    }
    source_selection_criteria {
      sse_kms_encrypted_objects {
        status = "Enabled"
      }
    }
    destination {
      bucket        = aws_s3_bucket.copies.arn
      storage_class = "STANDARD_IA"
      encryption_configuration {
        replica_kms_key_id = aws_kms_key.second.arn
      }
    }
  }
  # Both sides must keep versions first.
  depends_on = [aws_s3_bucket_versioning.here, aws_s3_bucket_versioning.copies]
}
