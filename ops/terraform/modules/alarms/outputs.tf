output "topic" {
  description = "Where alarms go."
  value       = aws_sns_topic.this.arn
}

output "promises" {
  description = "What the template's tests look at."
  value = {
    alarms = sort([for alarm in local.alarms : trimprefix(alarm.alarm_name, "${var.prefix}-")])
    # Of each, when it tells.
    limits = {
      for alarm in local.alarms : trimprefix(alarm.alarm_name, "${var.prefix}-") => join(" ", [
        trimsuffix(alarm.comparison_operator, "Threshold"), alarm.threshold, "in",
        coalesce(alarm.datapoints_to_alarm, alarm.evaluation_periods), "of", alarm.evaluation_periods,
      ])
    }
    # Of those that are worked out, of what.
    expressions = {
      for name, alarm in { errors = aws_cloudwatch_metric_alarm.errors, down = aws_cloudwatch_metric_alarm.down } : name =>
      one([for query in alarm.metric_query : query.expression if query.expression != null && query.expression != ""])
    }
    # Who may tell the topic without saying for which account.
    unnamed = local.unnamed
    told    = alltrue([for alarm in local.alarms : length(alarm.alarm_actions) == 1 && length(alarm.ok_actions) == 1])
    # At how many reads and writes a second a disk is told of, in percent of what.
    iops = {
      for name, alarm in aws_cloudwatch_metric_alarm.iops : name => {
        percent = alarm.threshold
        of      = one([for query in alarm.metric_query : query.expression if query.expression != null && query.expression != ""])
      }
    }
    disk  = aws_db_event_subscription.database.event_categories
    pager = one(aws_sns_topic_subscription.pager[*].endpoint)
    # Whose events are told: databases and copies for reports here, copies there.
    events = {
      here   = aws_db_event_subscription.database.source_ids
      second = aws_db_event_subscription.second.source_ids
      pager  = one(aws_sns_topic_subscription.second[*].endpoint)
    }
  }
}

locals {
  alarms = concat(
    values(aws_cloudwatch_metric_alarm.database), values(aws_cloudwatch_metric_alarm.copy),
    values(aws_cloudwatch_metric_alarm.iops), values(aws_cloudwatch_metric_alarm.bursts),
    values(aws_cloudwatch_metric_alarm.reports), values(aws_cloudwatch_metric_alarm.task),
    [aws_cloudwatch_metric_alarm.errors, aws_cloudwatch_metric_alarm.slow, aws_cloudwatch_metric_alarm.down],
  )
}
