/* SPDX-License-Identifier: Apache-2.0 */
/* Queries that come with the program: what people ask of a trace. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  BS_RECIPES_TIME,
  BS_RECIPES_DECISIONS,
  BS_RECIPES_WAITING,
  BS_RECIPES_MEMORY,
  BS_RECIPES_DEVICE,
  BS_RECIPES_RECORDING,
  BS_N_RECIPE_GROUPS
} BsRecipeGroup;

typedef struct
{
  const char *name;    /* lower case, with hyphens */
  const char *summary; /* the question that it answers, to be translated */
  const char *sql;
  BsRecipeGroup group;
} BsRecipe;

/* All recipes; a name is NULL at the end. */
extern const BsRecipe bs_recipes[];

/** bs_recipe_group_title: Returns: (transfer none): translated. */
const char *bs_recipe_group_title (BsRecipeGroup group);

/** bs_recipe_find: Returns: (nullable): the recipe with this name. */
const BsRecipe *bs_recipe_find (const char *name);

G_END_DECLS
