variable "prefix" {
  description = "What names begin with."
  type        = string
}

variable "network" {
  description = "A /16."
  type        = string
}

variable "availability_zones" {
  description = "Zones that are used."
  type        = list(string)
}

variable "ways_out" {
  description = "NAT gateways."
  type        = number
}
