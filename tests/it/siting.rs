//! Siting: published optima, every subset of small worlds, and a city.

mod brute_force;
mod city;
mod hours;
mod san_francisco;
