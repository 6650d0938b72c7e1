/* SPDX-License-Identifier: Apache-2.0 */
/* The version of libbatchscope: of the headers that a program was compiled with, and of the library that it
 * runs with. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** BS_MAJOR_VERSION: the first number of the version of these headers: 0 of `0.1.0`. */
#define BS_MAJOR_VERSION 0

/** BS_MINOR_VERSION: the second number of the version of these headers: 1 of `0.1.0`. */
#define BS_MINOR_VERSION 1

/** BS_MICRO_VERSION: the third number of the version of these headers: the last 0 of `0.1.0`. */
#define BS_MICRO_VERSION 0

/**
 * BS_CHECK_VERSION:
 * @major: compared first
 * @minor: compared where @major is the same
 * @micro: compared where both are the same
 *
 * Whether the headers that a program is compiled with are of this version, or of a newer one; for
 * `#if`. Of the library that it runs with bs_check_version() says so.
 */
#define BS_CHECK_VERSION(major, minor, micro)                                                      \
  (BS_MAJOR_VERSION > (major) || (BS_MAJOR_VERSION == (major) && BS_MINOR_VERSION > (minor))       \
   || (BS_MAJOR_VERSION == (major) && BS_MINOR_VERSION == (minor) && BS_MICRO_VERSION >= (micro)))

/**
 * bs_get_version:
 * @major: (out) (optional): the first number
 * @minor: (out) (optional): the second
 * @micro: (out) (optional): the third
 *
 * The version of the library that runs, which may be newer than the headers (%BS_MAJOR_VERSION, ...).
 *
 * Returns: (transfer none): the same as text, such as `0.1.0`
 */
const char *bs_get_version (guint *major, guint *minor, guint *micro);

/**
 * bs_check_version:
 * @major: of the version that is needed at least
 * @minor: of that
 * @micro: of that
 *
 * Whether the library that runs is of this version or a newer one, for programs that load it late, or that
 * use what a later one has if it is there.
 *
 * Returns: (transfer none) (nullable): %NULL: it is; else what is wrong, translated
 */
const char *bs_check_version (guint major, guint minor, guint micro);

G_END_DECLS
