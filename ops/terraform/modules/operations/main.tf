# The machine that watches a place and works on it: Prometheus and whom it asks and tells, releases, the drill on RDS, the
# age of backups. And what runs by the clock. `ops/host/bring-up.sh` says what is on the machine.

data "aws_caller_identity" "this" {}

locals {
  account = data.aws_caller_identity.this.account_id
  ops     = "${path.module}/../../.."
  # Its files: as they stand in the repository.
  files = merge(
    { for file in fileset(local.ops, "{backup,host,monitoring}/**") : file => "${local.ops}/${file}" },
    { "amazon-rds.pem" = "${local.ops}/image/rootfs/etc/ssl/certs/amazon-rds.pem" },
  )
  told = {
    PLACE              = var.place
    PREFIX             = var.prefix
    AWS_DEFAULT_REGION = var.region
    CLUSTER            = var.service.cluster
    REPOSITORY         = var.service.repository
    TRIED              = var.tried == null ? "" : "${local.account}.dkr.ecr.${var.region}.amazonaws.com/${var.tried}"
    API                = var.api
    APP                = var.app
    RDS_INSTANCES      = join(" ", var.databases)
  }
  # Whose values a person sets.
  secrets = toset(["pagerduty-key", "slack-url", "heartbeat-url", "watching-url", "drill-url"])
}

resource "aws_s3_object" "file" {
  for_each    = local.files
  bucket      = var.bucket
  key         = each.key
  source      = each.value
  source_hash = filemd5(each.value)
}

resource "aws_s3_object" "told" {
  bucket  = var.bucket
  key     = "host.env"
  content = join("", [for name, value in local.told : "${name}=\"${value}\"\n"])
}

resource "aws_s3_object" "release" {
  bucket  = var.bucket
  key     = "release.json"
  content = var.release
}

resource "aws_secretsmanager_secret" "this" {
  for_each                = local.secrets
  name                    = "${var.prefix}/${each.key}"
  kms_key_id              = var.service.key_arn
  recovery_window_in_days = var.keep ? 30 : 7
}

resource "aws_iam_role" "machine" {
  name = "${var.prefix}-operations"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

locals {
  # The drill: a database is brought back into an instance beside it, and that one is thrown away again. A restore goes
  # into one that stays.
  restores = [
    {
      Sid    = "Drill"
      Effect = "Allow"
      Action = ["rds:RestoreDBInstanceToPointInTime", "rds:AddTagsToResource"]
      Resource = concat(
        [for kind in ["subgrp", "pg", "og"] : "arn:aws:rds:${var.region}:${local.account}:${kind}:*"],
        [for name in var.databases : "arn:aws:rds:${var.region}:${local.account}:db:${name}"],
        [for name in var.databases : "arn:aws:rds:${var.region}:${local.account}:db:${name}-drill"],
        [for name in var.databases : "arn:aws:rds:${var.region}:${local.account}:db:${name}-restored"],
      )
    },
    # What comes back lies under the same key, which RDS uses on behalf of who restores.
    {
      Sid       = "RestoreKeys"
      Effect    = "Allow"
      Action    = ["kms:CreateGrant", "kms:DescribeKey"]
      Resource  = var.database_keys
      Condition = { StringEquals = { "kms:ViaService" = "rds.${var.region}.amazonaws.com" } }
    },
    {
      Sid      = "DrillEnds"
      Effect   = "Allow"
      Action   = ["rds:DeleteDBInstance", "rds:DeleteDBInstanceAutomatedBackup"]
      Resource = [for name in var.databases : "arn:aws:rds:${var.region}:${local.account}:db:${name}-drill"]
    },
  ]
}

resource "aws_iam_role_policy" "machine" {
  name = "operations"
  role = aws_iam_role.machine.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([
      { Sid = "Files", Effect = "Allow", Action = "s3:ListBucket", Resource = var.bucket_arn },
      { Sid = "File", Effect = "Allow", Action = "s3:GetObject", Resource = "${var.bucket_arn}/*" },
      {
        Sid      = "Secrets"
        Effect   = "Allow"
        Action   = "secretsmanager:GetSecretValue"
        Resource = concat([var.service.metrics_token], [for secret in aws_secretsmanager_secret.this : secret.arn])
      },
      { Sid = "Key", Effect = "Allow", Action = "kms:Decrypt", Resource = var.service.key_arn },
      # Which tasks there are: Amazon takes no narrower resource for these.
      {
        Sid    = "Look"
        Effect = "Allow"
        Action = [
          "ecr:GetAuthorizationToken", "ecs:DescribeServices", "ecs:DescribeTaskDefinition", "ecs:DescribeTasks",
          "ecs:ListTasks", "elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeTargetHealth",
          "rds:DescribeDBInstances", "rds:DescribeDBSnapshots",
        ]
        Resource = "*"
      },
      # A release, also by hand: it registers a task, and turns services and traffic.
      { Sid = "Register", Effect = "Allow", Action = "ecs:RegisterTaskDefinition", Resource = "*" },
      { Sid = "Roles", Effect = "Allow", Action = "iam:PassRole", Resource = var.service.roles },
      { Sid = "Tasks", Effect = "Allow", Action = "ecs:UpdateService", Resource = values(var.service.service_arns) },
      # Of tasks that run once, the keeper alone: it brings the tables to a version.
      {
        Sid       = "Keeper"
        Effect    = "Allow"
        Action    = "ecs:RunTask"
        Resource  = [for family in values(var.service.keeper) : "arn:aws:ecs:${var.region}:${local.account}:task-definition/${family}:*"]
        Condition = { ArnEquals = { "ecs:cluster" = var.service.cluster_arn } }
      },
      { Sid = "Traffic", Effect = "Allow", Action = "elasticloadbalancing:ModifyListener", Resource = var.service.listener },
      {
        Sid      = "Images"
        Effect   = "Allow"
        Action   = ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"]
        Resource = concat([var.service.repository_arn], var.tried == null ? [] : ["arn:aws:ecr:${var.region}:${local.account}:repository/${var.tried}"])
      },
      {
        Sid      = "Push"
        Effect   = "Allow"
        Action   = ["ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload", "ecr:PutImage"]
        Resource = var.service.repository_arn
      },
    ], local.restores)
  })
}

# People come by Session Manager: no port, no key, and what they do is written down.
resource "aws_iam_role_policy_attachment" "people" {
  role       = aws_iam_role.machine.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

resource "aws_iam_instance_profile" "machine" {
  name = "${var.prefix}-operations"
  role = aws_iam_role.machine.name
}

# Debian 12, whose Prometheus, Alertmanager and exporters the tests run.
data "aws_ami" "debian" {
  # The mock has none of them.
  count       = var.mocked ? 0 : 1
  owners      = ["136693071363"]
  most_recent = true
  filter {
    name   = "name"
    values = ["debian-12-amd64-*"]
  }
}

resource "aws_instance" "machine" {
  ami                    = var.mocked ? "ami-12c6146b" : data.aws_ami.debian[0].id
  instance_type          = "t3.medium"
  subnet_id              = var.subnet_id
  vpc_security_group_ids = [var.group_id]
  iam_instance_profile   = aws_iam_instance_profile.machine.name
  ebs_optimized          = true
  user_data              = <<-END
    #!/bin/bash
    set -eux
    mkdir -p /etc/smartkhata /usr/lib/smartkhata
    printf 'BUCKET=%s\n' '${var.bucket}' > /etc/smartkhata/bucket.env
    apt-get update -q
    apt-get install -q -y --no-install-recommends awscli ca-certificates curl
    curl -fsSo /tmp/agent.deb https://s3.${var.region}.amazonaws.com/amazon-ssm-${var.region}/latest/debian_amd64/amazon-ssm-agent.deb
    dpkg -i /tmp/agent.deb
    aws s3 sync --only-show-errors s3://${var.bucket}/ /usr/lib/smartkhata/
    cp /usr/lib/smartkhata/host/smartkhata-host.* /etc/systemd/system/
    # Until all secrets have their values this fails, and comes again.
    systemctl enable --now smartkhata-host.timer
    systemctl start smartkhata-host.service
  END
  metadata_options {
    http_tokens = "required"
  }
  root_block_device {
    volume_type = "gp3"
    # Figures of thirty days, and a version's programs.
    volume_size = 50
    encrypted   = true
  }
  tags = { Name = "${var.prefix}-operations" }
  lifecycle {
    # A newer Debian is installed by unattended upgrades; another image would be another machine.
    ignore_changes = [ami, user_data]
  }
  depends_on = [aws_s3_object.file, aws_s3_object.told, aws_s3_object.release]
}

# Amazon brings it up elsewhere when its hardware fails; that it is well is told by its heartbeat from outside.
resource "aws_cloudwatch_metric_alarm" "machine" {
  alarm_name          = "${var.prefix}-operations"
  alarm_description   = "The machine that watches is not well"
  namespace           = "AWS/EC2"
  metric_name         = "StatusCheckFailed_System"
  dimensions          = { InstanceId = aws_instance.machine.id }
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 60
  evaluation_periods  = 2
  treat_missing_data  = "breaching"
  alarm_actions       = ["arn:aws:automate:${var.region}:ec2:recover", var.topic]
  ok_actions          = [var.topic]
}

# Inside the network it has a name.
resource "aws_route53_zone" "internal" {
  name = var.internal
  vpc {
    vpc_id = var.vpc_id
  }
}

resource "aws_route53_record" "prometheus" {
  zone_id = aws_route53_zone.internal.zone_id
  name    = "prometheus.${var.internal}"
  type    = "A"
  ttl     = 60
  records = [aws_instance.machine.private_ip]
}

# Who left is erased each night at 03:00 in India, by the keeper of the version that was released last.
resource "aws_scheduler_schedule" "erase" {
  name                         = "${var.prefix}-erase"
  kms_key_arn                  = var.service.key_arn
  schedule_expression          = "cron(0 3 * * ? *)"
  schedule_expression_timezone = "Asia/Kolkata"
  flexible_time_window {
    mode = "OFF"
  }
  target {
    arn      = var.service.cluster_arn
    role_arn = aws_iam_role.clock.arn
    ecs_parameters {
      # Without a revision: the newest.
      task_definition_arn = "arn:aws:ecs:${var.region}:${local.account}:task-definition/${var.service.keeper.family}"
      launch_type         = "FARGATE"
      group               = "erase"
      network_configuration {
        subnets          = var.subnet_ids
        security_groups  = [var.server_group_id]
        assign_public_ip = false
      }
    }
    input = jsonencode({ containerOverrides = [{ name = "server", command = ["operator", "erase", "--operator", "schedule"] }] })
    retry_policy {
      maximum_retry_attempts       = 5
      maximum_event_age_in_seconds = 3600
    }
    dead_letter_config {
      arn = aws_sqs_queue.erase.arn
    }
  }
}

resource "aws_iam_role" "clock" {
  name = "${var.prefix}-clock"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "scheduler.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
    }]
  })
}

resource "aws_iam_role_policy" "clock" {
  name = "erase"
  role = aws_iam_role.clock.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = "ecs:RunTask"
        Resource  = "arn:aws:ecs:${var.region}:${local.account}:task-definition/${var.service.keeper.family}:*"
        Condition = { ArnEquals = { "ecs:cluster" = var.service.cluster_arn } }
      },
      { Effect = "Allow", Action = "iam:PassRole", Resource = var.service.roles },
      { Effect = "Allow", Action = "kms:Decrypt", Resource = var.service.key_arn },
      { Effect = "Allow", Action = "sqs:SendMessage", Resource = aws_sqs_queue.erase.arn },
    ]
  })
}

# A night on which no task could be asked for is kept here, and told.
resource "aws_sqs_queue" "erase" {
  name                      = "${var.prefix}-erase"
  sqs_managed_sse_enabled   = true
  message_retention_seconds = 1209600 # 14 days
}

resource "aws_cloudwatch_metric_alarm" "erase" {
  alarm_name          = "${var.prefix}-erase"
  alarm_description   = "Who left was not erased: no task was asked for"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.erase.name }
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [var.topic]
  ok_actions          = [var.topic]
}

# A night on which it did not go well is told: the task ended otherwise than well, or was never started.
resource "aws_cloudwatch_event_rule" "erase" {
  for_each = {
    ended = { lastStatus = ["STOPPED"], containers = { exitCode = [{ "anything-but" = 0 }] } }
    never = { stopCode = ["TaskFailedToStart"] }
  }
  name        = "${var.prefix}-erase-${each.key}"
  description = "Who left was not erased: ${each.key}"
  event_pattern = jsonencode({
    source        = ["aws.ecs"]
    "detail-type" = ["ECS Task State Change"]
    detail        = merge({ clusterArn = [var.service.cluster_arn], group = ["erase"] }, each.value)
  })
}

resource "aws_cloudwatch_event_target" "erase" {
  for_each = aws_cloudwatch_event_rule.erase
  rule     = each.value.name
  arn      = var.topic
}
