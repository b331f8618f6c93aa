/* SPDX-License-Identifier: Apache-2.0 */
/* Files of the project carried inside the binary (catalogue, pages); the tables are made
 * by cmake/rooms.cmake. */
#ifndef LG_SYSTEM_EMBEDDED_H
#define LG_SYSTEM_EMBEDDED_H

struct lg_embedded {      /* the table ends with path == NULL */
	const char *path; /* from the project's root, "catalog/victron/smart.yaml" */
	const char *begin, *end;
};

extern const struct lg_embedded lg_catalog_files[];
extern const struct lg_embedded lg_web_files[];

#endif
