/* SPDX-License-Identifier: Apache-2.0 */
/* The Learn page: lessons. */
#pragma once

#include "app/window/parts/trace-view.h"

G_BEGIN_DECLS

#define BS_TYPE_LEARN_PAGE (bs_learn_page_get_type ())
G_DECLARE_FINAL_TYPE (BsLearnPage, bs_learn_page, BS, LEARN_PAGE, GtkWidget)

G_END_DECLS
