variable "prefix" {
  description = "What names begin with."
  type        = string
}

variable "vpc_id" {
  description = "The network."
  type        = string
}

variable "subnet_ids" {
  description = "Where it is: subnets that reach nothing."
  type        = list(string)
}

variable "client_group_ids" {
  description = "Who may reach it."
  type        = map(string)
}

variable "class" {
  description = "Its machine."
  type        = string
}

variable "gb" {
  description = "Its disk at first."
  type        = number
}

variable "region" {
  description = "Where it is."
  type        = string
}

variable "password" {
  description = "Of the administrator."
  type        = string
  sensitive   = true
  ephemeral   = true
}

variable "password_version" {
  description = "Raised to set it anew."
  type        = number
}

variable "keep" {
  description = "Whether it may not be deleted."
  type        = bool
}

variable "second_region" {
  description = "Where the copy is."
  type        = string
}

variable "second_network" {
  description = "The addresses of the copy's network, a /16."
  type        = string
}

variable "reports" {
  description = "Whether a copy in the same region answers reports."
  type        = bool
}

variable "mocked" {
  description = "Whether this is a mock of Amazon, which does not know all of it."
  type        = bool
}
