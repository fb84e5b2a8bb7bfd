/** Photographs and drawings as inputs of networks: PNG and JPEG files, decoded by the JDK, sized and normalized here. */
package netc.formats.image;
