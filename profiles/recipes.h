/* SPDX-License-Identifier: Apache-2.0 */
/* Queries that come with the program: what people ask of a trace. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *name;    /* lower case, with hyphens */
  const char *summary; /* the question that it answers, to be translated */
  int since;           /* the format of the first traces that can answer it */
  const char *sql;
} BsRecipe;

/* All recipes; a name is NULL at the end. */
extern const BsRecipe bs_recipes[];

/** bs_recipe_find: Returns: (nullable): the recipe with this name. */
const BsRecipe *bs_recipe_find (const char *name);

/**
 * bs_recipe_check:
 * @version: the format of a trace
 *
 * Returns: %FALSE with %BS_ERROR_UNSUPPORTED where such a trace cannot answer, which says why
 */
gboolean bs_recipe_check (const BsRecipe *self, int version, GError **error);

G_END_DECLS
