# What Amazon sees and Prometheus does not: hosts that are not ours, and Prometheus's own absence. The rest is in
# `ops/monitoring`.

resource "aws_kms_key" "this" {
  description             = "${var.prefix}: alarms"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = local.key_policy
}

data "aws_caller_identity" "this" {}

locals {
  # Who may tell the topic, and says for which account. EventBridge says nothing of itself to a topic: with a condition it
  # would be turned away.
  named   = ["cloudwatch.amazonaws.com", "events.rds.amazonaws.com"]
  unnamed = ["events.amazonaws.com"]
  # Who uses its key.
  key_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Account"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.this.account_id}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Sid       = "Tellers"
        Effect    = "Allow"
        Principal = { Service = concat(local.named, local.unnamed) }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource  = "*"
      },
    ]
  })
}

resource "aws_sns_topic" "this" {
  name              = "${var.prefix}-alarms"
  kms_master_key_id = aws_kms_key.this.id
}

resource "aws_sns_topic_policy" "this" {
  arn = aws_sns_topic.this.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = local.named }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.this.arn
        Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.this.account_id } }
      },
      {
        Effect    = "Allow"
        Principal = { Service = local.unnamed }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.this.arn
      },
    ]
  })
}

resource "aws_sns_topic_subscription" "pager" {
  count                  = var.pager == null ? 0 : 1
  topic_arn              = aws_sns_topic.this.arn
  protocol               = "https"
  endpoint               = var.pager
  endpoint_auto_confirms = true
}

locals {
  of_database = {
    cpu         = { metric = "CPUUtilization", statistic = "Average", above = true, minutes = 10, about = "over 70 %" }
    disk        = { metric = "FreeStorageSpace", statistic = "Minimum", above = false, minutes = 5, about = "under 20 % free" }
    memory      = { metric = "FreeableMemory", statistic = "Minimum", above = false, minutes = 10, about = "under 20 % free" }
    connections = { metric = "DatabaseConnections", statistic = "Maximum", above = true, minutes = 5, about = "more than two versions open" }
    queue       = { metric = "DiskQueueDepth", statistic = "Average", above = true, minutes = 10, about = "the disk is behind" }
  }
  databases = merge([
    for cell, database in var.databases : {
      for name, alarm in local.of_database :
      (cell == "first" ? "database-${name}" : "database-${cell}-${name}") => merge(alarm, {
        identifier = database.identifier
        limit = {
          cpu         = 70
          disk        = database.gb * 1024 * 1024 * 1024 / 5
          memory      = database.memory_gib * 1024 * 1024 * 1024 / 5
          connections = var.most_connections
          queue       = 20
        }[name]
      })
    }
  ]...)
}

# A disk grows by itself as long as it may. That it has come to its end, RDS says itself, whatever its size is by then; so
# does it when the standby took over or something failed.
resource "aws_db_event_subscription" "database" {
  name             = "${var.prefix}-database"
  sns_topic        = aws_sns_topic.this.arn
  source_type      = "db-instance"
  source_ids       = concat([for database in var.databases : database.identifier], values(local.reports))
  event_categories = local.events
  depends_on       = [aws_sns_topic_policy.this]
}

resource "aws_cloudwatch_metric_alarm" "database" {
  for_each            = local.databases
  alarm_name          = "${var.prefix}-${each.key}"
  alarm_description   = each.value.about
  namespace           = "AWS/RDS"
  metric_name         = each.value.metric
  dimensions          = { DBInstanceIdentifier = each.value.identifier }
  statistic           = each.value.statistic
  comparison_operator = each.value.above ? "GreaterThanThreshold" : "LessThanThreshold"
  threshold           = each.value.limit
  period              = 60
  evaluation_periods  = each.value.minutes
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.this.arn]
  ok_actions          = [aws_sns_topic.this.arn]
}

# What a disk does, of what it may do: as much as its size has, whatever the queue is. Beyond it everybody waits.
resource "aws_cloudwatch_metric_alarm" "iops" {
  for_each            = { for cell, database in var.databases : (cell == "first" ? "database-iops" : "database-${cell}-iops") => database }
  alarm_name          = "${var.prefix}-${each.key}"
  alarm_description   = "Over 80 % of the ${each.value.iops} reads and writes a second that its disk does"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 80
  evaluation_periods  = 10
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.this.arn]
  ok_actions          = [aws_sns_topic.this.arn]
  metric_query {
    id          = "share"
    label       = "of what its disk does, in percent"
    expression  = "100 * (reads + writes) / ${each.value.iops}"
    return_data = true
  }
  dynamic "metric_query" {
    for_each = { reads = "ReadIOPS", writes = "WriteIOPS" }
    content {
      id = metric_query.key
      metric {
        namespace   = "AWS/RDS"
        metric_name = metric_query.value
        dimensions  = { DBInstanceIdentifier = each.value.identifier }
        period      = 60
        stat        = "Average"
      }
    }
  }
}

# Smaller machines reach their disks faster for a while than they may for long: what is left of that while. Larger ones have
# no such figure.
resource "aws_cloudwatch_metric_alarm" "bursts" {
  for_each            = { for cell, database in var.databases : (cell == "first" ? "database-bursts" : "database-${cell}-bursts") => database }
  alarm_name          = "${var.prefix}-${each.key}"
  alarm_description   = "Over 80 % of its bursts to the disk are used up"
  namespace           = "AWS/RDS"
  metric_name         = "EBSIOBalance%"
  dimensions          = { DBInstanceIdentifier = each.value.identifier }
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = 20
  period              = 300
  evaluation_periods  = 2
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.this.arn]
  ok_actions          = [aws_sns_topic.this.arn]
}

resource "aws_cloudwatch_metric_alarm" "task" {
  for_each = {
    for pair in setproduct(keys(var.services), [["CPUUtilization", 70], ["MemoryUtilization", 80]]) :
    "${pair[0]}-${pair[1][0]}" => { service = var.services[pair[0]], metric = pair[1][0], limit = pair[1][1] }
  }
  alarm_name          = "${var.prefix}-${each.key}"
  alarm_description   = "Over ${each.value.limit} %"
  namespace           = "AWS/ECS"
  metric_name         = each.value.metric
  dimensions          = { ClusterName = var.cluster, ServiceName = each.value.service }
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.limit
  period              = 60
  evaluation_periods  = 10
  # One of the two colours rests.
  treat_missing_data = "notBreaching"
  alarm_actions      = [aws_sns_topic.this.arn]
  ok_actions         = [aws_sns_topic.this.arn]
}

# Errors as callers meet them, the load balancer's own among them, which are none of the requests that it counts. A share;
# one error at night is no alarm, three in a minute are one however few requests there were.
locals {
  errors = "(FILL(servers, 0) + FILL(balancer, 0))"
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "${var.prefix}-errors"
  alarm_description   = "Over 0.1 % of requests fail"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0.1
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.this.arn]
  ok_actions          = [aws_sns_topic.this.arn]
  metric_query {
    id          = "share"
    label       = "errors in percent"
    expression  = "IF(${local.errors} >= 3, 100 * ${local.errors} / (FILL(all, 0) + FILL(balancer, 0)), 0)"
    return_data = true
  }
  dynamic "metric_query" {
    for_each = { all = "RequestCount", servers = "HTTPCode_Target_5XX_Count", balancer = "HTTPCode_ELB_5XX_Count" }
    content {
      id = metric_query.key
      metric {
        namespace   = "AWS/ApplicationELB"
        metric_name = metric_query.value
        dimensions  = { LoadBalancer = var.balancer }
        period      = 60
        stat        = "Sum"
      }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "slow" {
  alarm_name = "${var.prefix}-slow"
  # Long polls wait by design and are in the higher percentiles: those are watched by Prometheus, which leaves them out.
  alarm_description   = "Half of all requests take over 200 ms"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "TargetResponseTime"
  dimensions          = { LoadBalancer = var.balancer }
  extended_statistic  = "p50"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0.2
  period              = 60
  evaluation_periods  = 5
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.this.arn]
  ok_actions          = [aws_sns_topic.this.arn]
}

# No colour has a task that is well.
resource "aws_cloudwatch_metric_alarm" "down" {
  alarm_name          = "${var.prefix}-down"
  alarm_description   = "No task takes requests"
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  evaluation_periods  = 2
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.this.arn]
  ok_actions          = [aws_sns_topic.this.arn]
  metric_query {
    id          = "well"
    label       = "tasks that are well"
    expression  = "FILL(blue, 0) + FILL(green, 0)"
    return_data = true
  }
  dynamic "metric_query" {
    for_each = var.target_groups
    content {
      id = metric_query.key
      metric {
        namespace   = "AWS/ApplicationELB"
        metric_name = "HealthyHostCount"
        dimensions  = { LoadBalancer = var.balancer, TargetGroup = metric_query.value }
        period      = 60
        stat        = "Minimum"
      }
    }
  }
}
