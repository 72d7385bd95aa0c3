variable "prefix" {
  description = "What names begin with."
  type        = string
}

variable "keep" {
  description = "Whether buckets that hold something may not be deleted."
  type        = bool
}
