/* SPDX-License-Identifier: Apache-2.0 */
/* The lessons on the start page: how far one is, and a row that opens each. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BS_TYPE_LESSON_LIST (bs_lesson_list_get_type ())
G_DECLARE_FINAL_TYPE (BsLessonList, bs_lesson_list, BS, LESSON_LIST, GtkWidget)

G_END_DECLS
