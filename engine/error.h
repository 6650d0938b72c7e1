/* SPDX-License-Identifier: Apache-2.0 */
/* The errors of the engine and of all that stands on it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** BS_ERROR: the domain of #BsError, for g_error_matches() and g_set_error(). */
#define BS_ERROR (bs_error_quark ())

/**
 * BsError:
 * @BS_ERROR_SYNTAX: text that is not of the expected form
 * @BS_ERROR_RANGE: a number, id or size out of bounds
 * @BS_ERROR_NOT_FOUND: something named does not exist
 * @BS_ERROR_UNSUPPORTED: well formed, but not something this program can do
 * @BS_ERROR_VERSION: made by a newer version of this program
 * @BS_ERROR_CORRUPT: a file that contradicts itself
 * @BS_ERROR_IO: reading or writing failed
 *
 * Messages are translated, name file and line where there is one, and say what to do.
 */
typedef enum
{
  BS_ERROR_SYNTAX,
  BS_ERROR_RANGE,
  BS_ERROR_NOT_FOUND,
  BS_ERROR_UNSUPPORTED,
  BS_ERROR_VERSION,
  BS_ERROR_CORRUPT,
  BS_ERROR_IO
} BsError;

/** bs_error_quark: what %BS_ERROR stands for, for languages without macros. Returns: the domain of
 * #BsError */
GQuark bs_error_quark (void);

G_END_DECLS
