/** The command line of netc. */
package netc.cli;
