variable "prefix" {
  description = "What names begin with."
  type        = string
}

variable "place" {
  description = "`staging` or `production`."
  type        = string
}

variable "region" {
  description = "Where it is."
  type        = string
}

variable "vpc_id" {
  description = "The network."
  type        = string
}

variable "subnet_id" {
  description = "Where the machine is: it reaches out, and nobody reaches in."
  type        = string
}

variable "group_id" {
  description = "The machine's security group."
  type        = string
}

variable "internal" {
  description = "The domain inside the network; `prometheus.DOMAIN` is the machine."
  type        = string
}

variable "bucket" {
  description = "Where the machine finds its files."
  type        = string
}

variable "bucket_arn" {
  description = "The same, as policies name it."
  type        = string
}

variable "api" {
  description = "The server's address."
  type        = string
}

variable "app" {
  description = "The web edition's."
  type        = string
}

variable "service" {
  description = "What the machine is to know of the service: cluster, tasks, images, secrets."
  type = object({
    cluster        = string
    cluster_arn    = string
    service_arns   = map(string)
    keeper         = object({ template = string, family = string })
    roles          = list(string)
    repository     = string
    repository_arn = string
    key_arn        = string
    listener       = string
    metrics_token  = string
  })
}

variable "tried" {
  description = "The repository of this account that versions are taken over from, because they were tried there; null where they are tried."
  type        = string
}

variable "databases" {
  description = "As RDS names them."
  type        = list(string)
}

variable "database_keys" {
  description = "Of the keys under which they and their backups lie."
  type        = list(string)
}

variable "subnet_ids" {
  description = "Where tasks are."
  type        = list(string)
}

variable "server_group_id" {
  description = "The tasks' security group."
  type        = string
}

variable "release" {
  description = "What a release is told, as JSON."
  type        = string
}

variable "topic" {
  description = "Where alarms go."
  type        = string
}

variable "keep" {
  description = "Whether it may not be deleted."
  type        = bool
}

variable "mocked" {
  description = "Whether this is a mock of Amazon, which does not know all of it."
  type        = bool
}
