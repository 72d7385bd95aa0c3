variable "prefix" {
  description = "What names begin with."
  type        = string
}

variable "place" {
  description = "Of which place the log and faults tell: `staging` or `production`."
  type        = string
}

variable "region" {
  description = "Where it is."
  type        = string
}

variable "second_region" {
  description = "Where copies of secrets are."
  type        = string
}

variable "origin_domain" {
  description = "The load balancer's name, which CloudFront calls."
  type        = string
}

variable "app_domain" {
  description = "The web edition's, which mails come from."
  type        = string
}

variable "zone_id" {
  description = "The domain's zone."
  type        = string
}

variable "vpc_id" {
  description = "The network."
  type        = string
}

variable "server_subnet_ids" {
  description = "Where the load balancer and tasks are."
  type        = list(string)
}

variable "balancer_group_id" {
  description = "Who may reach the load balancer."
  type        = string
}

variable "server_group_id" {
  description = "Who may reach tasks."
  type        = string
}

variable "tasks" {
  description = "Tasks of a version that has all traffic."
  type        = number
}

variable "cpu" {
  description = "Of a task."
  type        = number
}

variable "memory" {
  description = "Of a task, in MiB."
  type        = number
}

variable "connections_per_task" {
  description = "The pool of a task."
  type        = number
}

variable "further_secrets" {
  description = "What tasks are told in secret beyond the usual. Their values are set before the next release."
  type        = set(string)
  validation {
    condition = length(setsubtract(var.further_secrets, [
      "CELLS", "DATABASE_REPLICA_URL", "SENDGRID_KEY", "SENDGRID_HOOK_KEY", "MSG91_KEY", "MSG91_HOOK", "SENTRY_DSN",
    ])) == 0
    error_message = "The server reads no such secret."
  }
}

variable "msg91_template" {
  description = "The DLT template of text messages; null where none are sent."
  type        = string
}

variable "new_shops_cell" {
  description = "The cell that new shops are opened in."
  type        = string
}

variable "uploads_bucket" {
  description = "Where uploads are."
  type        = string
}

variable "uploads_arn" {
  description = "The same, as policies name it."
  type        = string
}

variable "uploads_key_arn" {
  description = "What uploads are sealed with."
  type        = string
}

variable "logs_bucket" {
  description = "Where the load balancer writes its log."
  type        = string
}

variable "keep" {
  description = "Whether it may not be deleted."
  type        = bool
}
