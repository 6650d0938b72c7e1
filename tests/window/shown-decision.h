/* SPDX-License-Identifier: Apache-2.0 */
/* What the Debug page says of a decision, against what the command line says of it. */
#pragma once

#include <json-glib/json-glib.h>

#include "tests/window/accessible.h"

G_BEGIN_DECLS

/** shown_decision_number: Returns: the decision that the page in front shows; NaN: none. */
double shown_decision_number (BsReader *reader, GPtrArray *seen);

/** shown_decision_compare: @expected: of `inspect`. Returns: (transfer full): the differences, a line
 * for each; empty: none. */
char *shown_decision_compare (BsReader *reader, GPtrArray *seen, JsonObject *expected);

/** shown_decision_plain: Returns: (transfer full): @text without what is for eyes: true minus, thin
 * spaces. */
char *shown_decision_plain (const char *text);

G_END_DECLS
