/* SPDX-License-Identifier: Apache-2.0 */
/* The errors of the engine and of all that stands on it. */
#include "config.h"

#include "engine/error.h"

G_DEFINE_QUARK (bs_error, bs_error)
