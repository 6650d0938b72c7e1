/* SPDX-License-Identifier: Apache-2.0 */
/* Mirror, a language that nobody speaks: English phrases turned around, in made-up words. */
#pragma once

#include "data/samples/sentiment.h"

/* Appends the sentence in Mirror. */
void mirror_write (const Node *sentence, GString *out);
