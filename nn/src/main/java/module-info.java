/** Layers, training, data and files on top of the kernels, and the command line. */
@SuppressWarnings("requires-automatic") // xchart carries no descriptor
module dev.lanewise.nn {
    requires transitive dev.lanewise.kernels;
    requires tools.jackson.core;
    requires static transitive org.jspecify;
    requires static java.desktop;
    requires static info.picocli;
    requires static me.tongfei.progressbar;
    requires static xchart;

    exports dev.lanewise.nn;
    exports dev.lanewise.nn.data;
    exports dev.lanewise.nn.initializers;
    exports dev.lanewise.nn.io;
    exports dev.lanewise.nn.layers;
    exports dev.lanewise.nn.losses;
    exports dev.lanewise.nn.metrics;
    exports dev.lanewise.nn.models;
    exports dev.lanewise.nn.optimizers;
    exports dev.lanewise.nn.training;

    opens dev.lanewise.nn.cli to
            info.picocli;
}
