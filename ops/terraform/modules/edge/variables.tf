variable "prefix" {
  description = "What names begin with."
  type        = string
}

variable "app_domain" {
  description = "The web edition's name."
  type        = string
}

variable "api_domain" {
  description = "The API's."
  type        = string
}

variable "zone_id" {
  description = "The domain's zone."
  type        = string
}

variable "origin_domain" {
  description = "The load balancer's name, which CloudFront calls."
  type        = string
}

variable "logs_domain" {
  description = "Where CloudFront writes its log."
  type        = string
}

variable "balancer_arn" {
  description = "What the firewall stands before."
  type        = string
}

variable "requests_per_five_minutes" {
  description = "From one address, before it is blocked: of those without `Authorization`, and of all."
  type        = object({ unsigned = number, most = number })
}

variable "shield_advanced" {
  description = "Whether Shield Advanced, which is subscribed to, protects them."
  type        = bool
}

variable "mocked" {
  description = "Whether this is a mock of Amazon, which does not know all of it."
  type        = bool
}
