/* SPDX-License-Identifier: Apache-2.0 */
/* Queries that come with the program: what people ask of a trace. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *name;    /* lower case, with hyphens */
  const char *summary; /* the question that it answers, to be translated */
  const char *sql;
} BsRecipe;

/* All recipes; a name is NULL at the end. */
extern const BsRecipe bs_recipes[];

/** bs_recipe_find: Returns: (nullable): the recipe with this name. */
const BsRecipe *bs_recipe_find (const char *name);

G_END_DECLS
