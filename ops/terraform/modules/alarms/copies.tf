# Copies of databases: that they follow, and have room. One that stops is no fault of anybody's who sells, and is missed
# only when it is needed. A region's alarms and events go to a topic of its own.

locals {
  # `read replica`: that one stopped, whose lag has no figure then.
  events = ["failover", "failure", "low storage", "read replica"]
  # By the name of their alarm.
  copies  = { for cell, database in var.databases : (cell == "first" ? "copy" : "copy-${cell}") => merge(database, { identifier = database.copies.second }) }
  reports = { for cell, database in var.databases : (cell == "first" ? "reports" : "reports-${cell}") => database.copies.reports if database.copies.reports != null }
  # Seconds behind. The server asks the primary when the one for reports is not as far as the shop is.
  of_copy = {
    lag  = { metric = "ReplicaLag", statistic = "Maximum", above = true, minutes = 10, about = "a copy is behind, or follows no more" }
    disk = { metric = "FreeStorageSpace", statistic = "Minimum", above = false, minutes = 5, about = "under 20 % free" }
  }
  alarms_of_copies = merge([
    for copy, database in local.copies : {
      for name, alarm in local.of_copy : "${copy}-${name}" => merge(alarm, {
        identifier = database.identifier
        limit      = { lag = 300, disk = database.gb * 1024 * 1024 * 1024 / 5 }[name]
      })
    }
  ]...)
  gb_of_reports = { for cell, database in var.databases : (cell == "first" ? "reports" : "reports-${cell}") => database.gb }
  alarms_of_reports = merge([
    for copy, identifier in local.reports : {
      for name, alarm in local.of_copy : "${copy}-${name}" => merge(alarm, {
        identifier = identifier
        limit      = { lag = 60, disk = local.gb_of_reports[copy] * 1024 * 1024 * 1024 / 5 }[name]
      })
    }
  ]...)
}

resource "aws_cloudwatch_metric_alarm" "reports" {
  for_each            = local.alarms_of_reports
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

resource "aws_kms_key" "second" {
  provider                = aws.second
  description             = "${var.prefix}: alarms of copies"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = local.key_policy
}

resource "aws_sns_topic" "second" {
  provider          = aws.second
  name              = "${var.prefix}-alarms"
  kms_master_key_id = aws_kms_key.second.id
}

resource "aws_sns_topic_policy" "second" {
  provider = aws.second
  arn      = aws_sns_topic.second.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = local.named }
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.second.arn
      Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.this.account_id } }
    }]
  })
}

resource "aws_sns_topic_subscription" "second" {
  provider               = aws.second
  count                  = var.pager == null ? 0 : 1
  topic_arn              = aws_sns_topic.second.arn
  protocol               = "https"
  endpoint               = var.pager
  endpoint_auto_confirms = true
}

resource "aws_db_event_subscription" "second" {
  provider         = aws.second
  name             = "${var.prefix}-copies"
  sns_topic        = aws_sns_topic.second.arn
  source_type      = "db-instance"
  source_ids       = [for copy in local.copies : copy.identifier]
  event_categories = local.events
  depends_on       = [aws_sns_topic_policy.second]
}

resource "aws_cloudwatch_metric_alarm" "copy" {
  provider            = aws.second
  for_each            = local.alarms_of_copies
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
  alarm_actions       = [aws_sns_topic.second.arn]
  ok_actions          = [aws_sns_topic.second.arn]
}
