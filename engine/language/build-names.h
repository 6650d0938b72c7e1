/* SPDX-License-Identifier: Apache-2.0 */
/* What statements of the build block name: elements, their attributes, and variables. Private to
 * the engine. */
#pragma once

#include "engine/language/parser.h"

G_BEGIN_DECLS

/* A name that a loop gives: an element of a set, or an item of a list. */
typedef struct
{
  BsToken name;
  int set; /* -1: an item */
  guint16 variable;
} BsLoopName;

typedef struct
{
  BsParser *parser;
  BsProgram *program;
  BsLoopName loops[BS_MAX_LOOPS];
  guint n_loops, n_blocks, n_calls;
  gboolean finishing; /* within the finish block */
  gboolean grown;     /* a growing loop was seen: nothing may follow */
} BsBuildParser;

const BsElementSet *bs_build_set (BsBuildParser *self, guint set);
BsVariable *bs_build_variable (BsBuildParser *self, guint variable);

/** bs_build_find_loop: Returns: the loop whose name @token is, or -1. */
int bs_build_find_loop (BsBuildParser *self, const BsToken *token);

/** bs_build_find_set: Returns: the set of that name whose owner is @parent, or -1. */
int bs_build_find_set (BsBuildParser *self, const BsToken *token, int parent);
gboolean bs_build_add_variable (BsBuildParser *self, BsVariable variable, guint16 *index);

/** bs_build_known_variable: Returns: the variable of that name, or -1 where there is none yet. */
int bs_build_known_variable (BsBuildParser *self, const BsToken *token);

/** bs_build_find_variable: @index: (out): of the variable of that name, new where it is the first
 * of it. */
gboolean bs_build_find_variable (BsBuildParser *self, const BsToken *token, guint16 *index);

/** bs_build_set_kind: what a variable is shows where it is used; fails where that differs. */
gboolean bs_build_set_kind (BsBuildParser *self, guint16 index, BsVariableKind kind, guint set,
                            BsWhere where);

/** bs_build_begin_path: the element of the loop that @name names, and its set. */
gboolean bs_build_begin_path (BsBuildParser *self, const BsToken *name, BsPath *path, guint *set);

/** bs_build_number: a literal, element.attribute or count (...); @attribute: (out): of the second,
 * or %NULL. */
gboolean bs_build_number (BsBuildParser *self, BsNumber *number, const BsAttribute **attribute);

/** bs_build_last: `(list)`, behind the word last. */
gboolean bs_build_last (BsBuildParser *self, BsReference *reference);

/** bs_build_reference: a variable, perhaps indexed; behind its name. */
gboolean bs_build_reference (BsBuildParser *self, const BsToken *name, BsReference *reference);

G_END_DECLS
