# Three regions: where the shops are, a second one in India that takes over, and the one from which CloudFront takes its
# certificates and rules. `mock` sends every call to one address instead: the whole is tried against a mock of Amazon.

locals {
  mocked = var.mock != null
}

provider "aws" {
  region                      = var.region
  skip_credentials_validation = local.mocked
  skip_metadata_api_check     = local.mocked
  skip_requesting_account_id  = false
  s3_use_path_style           = local.mocked
  dynamic "endpoints" {
    for_each = local.mocked ? [var.mock] : []
    content {
      acm                    = endpoints.value
      autoscaling            = endpoints.value
      cloudfront             = endpoints.value
      cloudwatch             = endpoints.value
      cloudwatchlogs         = endpoints.value
      ec2                    = endpoints.value
      ecr                    = endpoints.value
      ecs                    = endpoints.value
      eventbridge            = endpoints.value
      elasticloadbalancingv2 = endpoints.value
      iam                    = endpoints.value
      kms                    = endpoints.value
      rds                    = endpoints.value
      route53                = endpoints.value
      s3                     = endpoints.value
      scheduler              = endpoints.value
      secretsmanager         = endpoints.value
      shield                 = endpoints.value
      sns                    = endpoints.value
      sqs                    = endpoints.value
      sts                    = endpoints.value
      wafv2                  = endpoints.value
    }
  }
  default_tags {
    tags = local.tags
  }
}

provider "aws" {
  alias                       = "second"
  region                      = var.second_region
  skip_credentials_validation = local.mocked
  skip_metadata_api_check     = local.mocked
  s3_use_path_style           = local.mocked
  dynamic "endpoints" {
    for_each = local.mocked ? [var.mock] : []
    content {
      cloudwatch     = endpoints.value
      cloudwatchlogs = endpoints.value
      ec2            = endpoints.value
      iam            = endpoints.value
      kms            = endpoints.value
      rds            = endpoints.value
      s3             = endpoints.value
      sns            = endpoints.value
      sts            = endpoints.value
    }
  }
  default_tags {
    tags = local.tags
  }
}

provider "aws" {
  alias                       = "global"
  region                      = "us-east-1"
  skip_credentials_validation = local.mocked
  skip_metadata_api_check     = local.mocked
  dynamic "endpoints" {
    for_each = local.mocked ? [var.mock] : []
    content {
      acm            = endpoints.value
      cloudwatchlogs = endpoints.value
      iam            = endpoints.value
      sts            = endpoints.value
      wafv2          = endpoints.value
    }
  }
  default_tags {
    tags = local.tags
  }
}
