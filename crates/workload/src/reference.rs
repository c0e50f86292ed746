//! The reference pages.
