/* SPDX-License-Identifier: Apache-2.0 */
/* What SQL on a trace can ask for, described: tables and their columns. The same for every trace. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  BS_RELATION_VIEW,    /* with names instead of numbers: what people ask */
  BS_RELATION_CONSOLE, /* unpacks what is packed */
  BS_RELATION_FILE,    /* as it is in the file */
  BS_N_RELATION_KINDS
} BsRelationKind;

typedef struct
{
  char *name;
  char *type;       /* as SQLite says: INTEGER, REAL, TEXT, BLOB, or empty: any */
  const char *unit; /* (nullable): such as ns */
  char *help;       /* (nullable): translated where it is ours */
} BsRelationColumn;

typedef struct
{
  BsRelationKind kind;
  char *name;
  char *help;         /* what a row is, translated where it is ours */
  GPtrArray *columns; /* BsRelationColumn */
} BsRelation;

/** bs_query_schema_get: Returns: (transfer none) (element-type BsRelation): by kind, then in the order in
 * which people need them. Made when it is first asked for, which takes some milliseconds; any thread. */
const GPtrArray *bs_query_schema_get (void);

/** bs_query_schema_find: Returns: (transfer none) (nullable): the one of this name, in any case. */
const BsRelation *bs_query_schema_find (const char *name, gsize length);

/** bs_relation_make_example: Returns: (transfer full): a query that shows its first rows. */
char *bs_relation_make_example (const BsRelation *self);

G_END_DECLS
