variable "prefix" {
  description = "What names begin with."
  type        = string
}

variable "keep" {
  description = "Whether buckets that hold something may not be deleted."
  type        = bool
}

variable "mocked" {
  description = "Whether this is a mock of Amazon, which does not know all of it."
  type        = bool
}
