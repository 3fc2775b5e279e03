/** What holds for the whole house: its architecture, and the straight path from login to a desktop on real parts. */
@NullMarked
package io.oriel.loadtest;

import org.jspecify.annotations.NullMarked;
