variable "prefix" {
  description = "What names begin with."
  type        = string
}

variable "pager" {
  description = "An HTTPS address that takes SNS."
  type        = string
}

variable "balancer" {
  description = "As figures name it."
  type        = string
}

variable "target_groups" {
  description = "By colour, as figures name them."
  type        = map(string)
}

variable "cluster" {
  description = "Of the services."
  type        = string
}

variable "services" {
  description = "By colour."
  type        = map(string)
}

variable "databases" {
  description = "By cell: as figures name it, its disk in GB as it is now and what that does in a second, its machine's memory, and its copies: in the second region, and for reports."
  type = map(object({
    identifier = string
    gb         = number
    iops       = number
    memory_gib = number
    copies     = object({ second = string, reports = string })
  }))
}

variable "most_connections" {
  description = "That tasks open while two versions run."
  type        = number
}
